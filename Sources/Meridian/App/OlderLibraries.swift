#if os(Linux) && canImport(Glibc)
    /// The one function of the C library for which an executable would need glibc 2.35: it was given a new version there,
    /// and the standard library refers to it. With this one in its place 2.34 is enough, which AWS Lambda's image has.
    ///
    /// As C has it (ISO C, 7.12.7.3), an infinite side makes the result infinite, even where the other is no number. In
    /// twice the width nothing overflows on the way.
    @_cdecl("hypotf")
    package func hypotenuse(_ x: Float, _ y: Float) -> Float {
        if x.isInfinite || y.isInfinite { return .infinity }
        let (x, y) = (Double(x), Double(y))
        return Float((x * x + y * y).squareRoot())
    }
#endif
