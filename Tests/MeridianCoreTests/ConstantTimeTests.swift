import MeridianCore
import Testing

@Suite struct ConstantTimeTests {
    @Test func everyBitCounts() {
        let value: [UInt8] = [0, 255, 0x5a, 0xa5, 1]
        #expect(ConstantTime.isSame(value, as: value))
        for bit in 0..<value.count * 8 {
            var altered = value
            altered[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!ConstantTime.isSame(altered, as: value))
            #expect(!ConstantTime.isSame(value, as: altered))
        }
    }

    @Test func theLengthCounts() {
        #expect(ConstantTime.isSame([], as: []))
        #expect(!ConstantTime.isSame([0], as: []))
        #expect(!ConstantTime.isSame([1, 2], as: [1, 2, 0]))
    }
}
