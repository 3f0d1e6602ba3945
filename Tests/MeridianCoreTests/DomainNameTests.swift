import MeridianCore
import Testing

@Suite struct DomainNameTests {
    @Test(arguments: ["shop.example", "SHOP.Example", "*.shop.example", "a-b.c1.d", "xn--bcher-kva.example"])
    func names(text: String) {
        #expect(DomainName(text)?.rawValue == text.lowercased())
    }

    @Test(arguments: [
        "", "shop", "shop.localhost", "*.localhost", "*", "*.*.example", "a.*.example", "-a.example", "a-.example",
        "a..example", "a.example.", ".a.example", "a_b.example", "bücher.example", "127.0.0.1", "a b.example", "a/b.c",
        String(repeating: "a", count: 64) + ".example", String(repeating: "a.", count: 130) + "example",
    ])
    func others(text: String) {
        #expect(DomainName(text) == nil)
    }

    @Test func certificatesCoverOneLevel() {
        #expect(DomainName("a.shop.example")!.isCovered(by: "*.shop.example"))
        #expect(!DomainName("a.b.shop.example")!.isCovered(by: "*.shop.example"))
        #expect(!DomainName("shop.example")!.isCovered(by: "*.shop.example"))
        #expect(DomainName("*.shop.example")!.isCovered(by: "*.shop.example"))
        #expect(!DomainName("*.a.example")!.isCovered(by: "*.example"))
    }
}
