import Delivery
import Testing

@Suite struct DestinationTests {
    @Test(arguments: [
        "function:shop/paid", "event:com.example.paid", "http://127.0.0.1:8080/hook?a=1", "https://example.com",
    ])
    func writesWhatItReads(text: String) throws {
        #expect(try #require(Destination(text)).description == text)
    }

    @Test(arguments: [
        "", "shop", "function:shop", "function:Shop/paid", "event:", "event:a b", "http:", "http:/a", "http:///a",
        "https://exa mple.com", "ftp://example.com", "arn:aws:sqs:us-east-1:0:q",
    ])
    func refusesWhatIsNone(text: String) {
        #expect(Destination(text) == nil)
    }
}
