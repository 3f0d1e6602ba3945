import MeridianCore
import Testing

@testable import HTTPTransport

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("7700", "127.0.0.1:7700"), (":7700", "127.0.0.1:7700"), ("0.0.0.0:80", "0.0.0.0:80"),
        ("localhost:0", "localhost:0"), ("[::1]:7700", "[::1]:7700"), ("unix:/run/a.sock", "unix:/run/a.sock"),
    ])
    func readsWhatAPersonWrites(_ text: String, _ expected: String) throws {
        #expect(try ListenAddress(text).description == expected)
        #expect(try ListenAddress(expected) == ListenAddress(text))
    }

    @Test(arguments: [
        "", "a", ":", "a:", "70000", ":-1", "::1:80", "[::1]", "[::1", "[::1]80", "unix:", "1.2.3.4:8o",
        "unix:/" + String(repeating: "a", count: 120),
    ])
    func refusesOthersWithTheirText(_ text: String) {
        let error = #expect(throws: MeridianError.self) { _ = try ListenAddress(text) }
        #expect(error?.code == .invalidListenAddress)
        #expect(error?.message.contains("'\(text)'") == true)
    }
}
