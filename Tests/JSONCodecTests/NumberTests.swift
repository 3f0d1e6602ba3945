import NIOCore
import TestSupport
import Testing

@testable import JSONCodec

@Suite struct NumberTests {
    private func read<Value: Decodable>(_ text: String, as type: Value.Type) -> Value? {
        let direct = try? JSON.decode(type, from: ByteBuffer(string: text))
        let taped = try? JSON.decode([String: [Value]].self, from: ByteBuffer(string: "{\"a\":[\(text)]}"))["a"]?.first
        #expect("\(String(describing: direct))" == "\(String(describing: taped))")
        return direct
    }

    @Test func integersAreExact() {
        #expect(read("9223372036854775807", as: Int64.self) == .max)
        #expect(read("-9223372036854775808", as: Int64.self) == .min)
        #expect(read("9223372036854775808", as: Int64.self) == nil)
        #expect(read("-9223372036854775809", as: Int64.self) == nil)
        #expect(read("18446744073709551615", as: UInt64.self) == .max)
        #expect(read("18446744073709551616", as: UInt64.self) == nil)
        #expect(read("99999999999999999999999", as: UInt64.self) == nil)
        #expect(read("-1", as: UInt8.self) == nil)
        #expect(read("-0", as: UInt8.self) == 0)
        #expect(read("255", as: UInt8.self) == 255)
        #expect(read("256", as: UInt8.self) == nil)
        #expect(read("-128", as: Int8.self) == -128)
        #expect(read("1e2", as: Int.self) == 100)
        #expect(read("1.50e1", as: Int.self) == 15)
        #expect(read("100e-2", as: Int.self) == 1)
        #expect(read("3.000", as: Int.self) == 3)
        #expect(read("3.5", as: Int.self) == nil)
        #expect(read("1e-1", as: Int.self) == nil)
        #expect(read("0e999999999999999999999999", as: Int.self) == 0)
        #expect(read("1e999999999999999999999999", as: Int.self) == nil)
    }

    @Test(arguments: [
        "0.1", "1e23", "9007199254740993", "2.2250738585072011e-308", "5e-324", "2.4703282292062327e-324",
        "2.4703282292062328e-324", "1.7976931348623157e308", "8.98846567431158e307", "123456789012345678901234567890",
        "0.000000000000000000000000000000000000000000000001", "6.02214076e23", "3.141592653589793238462643383279",
        "9007199254740991e22", "9007199254740992e-22", "1e-400", "10000000000000000000000000000000000e-33",
    ])
    func doublesAreRounded(text: String) {
        #expect(read(text, as: Double.self) == Double(text))
        #expect(read("-" + text, as: Double.self) == Double("-" + text))
    }

    @Test func doublesThatDoNotFit() {
        #expect(read("1e309", as: Double.self) == nil)
        #expect(read("1e39", as: Float.self) == nil)
        #expect(read("-1e999999999999", as: Double.self) == nil)
        #expect(read("-0", as: Double.self)?.sign == .minus)
        #expect(read("-0.0", as: Double.self)?.sign == .minus)
    }

    @Test func randomDoublesReturn() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(try JSON.decode(Double.self, from: JSON.encode(value)).bitPattern == value.bitPattern)
            let digits = String(value)
            #expect(read(digits, as: Double.self)?.bitPattern == value.bitPattern)
            let short = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            guard short.isFinite else { continue }
            #expect(try JSON.decode(Float.self, from: JSON.encode(short)).bitPattern == short.bitPattern)
        }
    }

    @Test func randomIntegersReturn() throws {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<20_000 {
            let value = random.next() >> UInt64.random(in: 0..<64, using: &random)
            #expect(String(buffer: try JSON.encode(value)) == String(value))
            #expect(String(buffer: try JSON.encode(-Int64(value >> 1))) == String(-Int64(value >> 1)))
            #expect(try JSON.decode(UInt64.self, from: JSON.encode(value)) == value)
        }
        #expect(String(buffer: try JSON.encode([Int64.min, .max])) == "[-9223372036854775808,9223372036854775807]")
    }

    @Test(arguments: [
        (1.0, "1"), (-1, "-1"), (0, "0"), (-0.0, "-0"), (0.1, "0.1"), (1e15, "1000000000000000"), (1e16, "1e+16"),
        (1e20, "1e+20"), (.leastNonzeroMagnitude, "5e-324"), (1.5e300, "1.5e+300"), (100.25, "100.25"),
    ])
    func doublesAreShort(value: Double, text: String) throws {
        #expect(String(buffer: try JSON.encode(value)) == text)
    }
}
