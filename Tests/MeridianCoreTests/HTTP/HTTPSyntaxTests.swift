import MeridianCore
import Testing

@Suite struct HTTPSyntaxTests {
    /// RFC 9110 §5.6.2.
    @Test(arguments: UInt8.min...UInt8.max)
    func aTokenIsMadeOfWhatTheStandardLists(byte: UInt8) {
        let letters = "abcdefghijklmnopqrstuvwxyz"
        let rest = "!#$%&'*+-.^_`|~0123456789"
        #expect(HTTPSyntax.isToken(byte) == (letters + letters.uppercased() + rest).utf8.contains(byte))
        #expect(HTTPSyntax.isLowercaseToken(byte) == (letters + rest).utf8.contains(byte))
    }

    /// RFC 9110 §5.5.
    @Test(arguments: UInt8.min...UInt8.max)
    func aFieldValueHasNoControlCharacters(byte: UInt8) {
        let isControl = byte < 0x20 || byte == 0x7F
        #expect(HTTPSyntax.isFieldValue(byte) == (byte == UInt8(ascii: "\t") || !isControl))
        #expect(HTTPSyntax.isTarget(byte) == (!isControl && byte != UInt8(ascii: " ") && byte < 0x80))
    }

    @Test(arguments: [
        ("accept", true), ("Content-Length", true), ("x", true), ("TE", false), ("tE", false), ("ua", true),
        ("Connection", false), ("Keep-Alive", false), ("Proxy-Connection", false), ("TRAILER", false),
        ("Upgrade", false), ("upgrad3", true), ("Transfer-Encoding", false), ("Transfer_Encoding", true),
        ("", false), ("a b", false), ("a:", false), ("é", false), ("keep\ralive", false),
    ])
    func whatConcernsAConnectionIsNoFieldOfARequest(name: String, isOne: Bool) {
        var name = name
        #expect(name.withUTF8 { HTTPSyntax.isOfRequest(UnsafeRawBufferPointer($0)) } == isOne)
    }
}
