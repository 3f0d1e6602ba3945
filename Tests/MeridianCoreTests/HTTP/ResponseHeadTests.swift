import NIOCore
import Testing

@testable import MeridianCore

@Suite struct ResponseHeadTests {
    @Test(arguments: [0, 7, 10, 99, 100, 65_536, 1_234_567_890])
    func theLengthOfTheBodyIsAField(length: Int) throws {
        var bytes = ByteBuffer()
        ResponseHead(status: 201, fields: ["a": "b"]).write(into: &bytes, bodyLength: length)
        let head = try #require(ResponseHead(reading: &bytes))
        #expect(head.status == 201)
        #expect(head.fields.pairs.map { "\($0.name): \($0.value)" } == ["a: b", "content-length: \(length)"])
    }

    @Test func aLengthThatIsGivenOrHasNoPlaceIsLeft() throws {
        for head in [ResponseHead(fields: ["content-length": "5"]), ResponseHead(status: 304)] {
            var bytes = ByteBuffer()
            head.write(into: &bytes, bodyLength: 9)
            #expect(ResponseHead(reading: &bytes) == head)
        }
    }
}
