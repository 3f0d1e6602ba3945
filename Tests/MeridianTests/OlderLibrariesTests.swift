#if os(Linux) && canImport(Glibc)
    import Meridian
    import Testing

    @Suite struct OlderLibrariesTests {
        @Test(arguments: [
            (3, 4, 5), (-5, 12, 13), (0, 0, 0), (0x3p100, 0x4p100, 0x5p100), (1e-30, 0, 1e-30),
            (Float.infinity, .nan, .infinity), (.nan, -.infinity, .infinity),
            (Float.greatestFiniteMagnitude, .greatestFiniteMagnitude, .infinity),
        ])
        func isTheLengthOfTheThirdSide(_ x: Float, _ y: Float, _ expected: Float) {
            #expect(hypotenuse(x, y) == expected)
        }

        @Test func aSideThatIsNoNumberMakesNone() {
            #expect(hypotenuse(.nan, 1).isNaN)
        }
    }
#endif
