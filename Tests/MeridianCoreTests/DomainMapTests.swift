import MeridianCore
import Testing

@Suite struct DomainMapTests {
    @Test func theHostItselfComesBeforeAWildcard() {
        let map = DomainMap([
            DomainName("shop.example")!: 1, DomainName("*.shop.example")!: 2, DomainName("a.shop.example")!: 3,
        ])
        #expect(!map.isEmpty)
        #expect(map["shop.example"] == 1)
        #expect(map["b.shop.example"] == 2)
        #expect(map["a.shop.example"] == 3)
        for host in ["example", "", ".", "c.b.shop.example", "shop.example.", "*.shop.exampl"] {
            #expect(map[host] == nil)
        }
        #expect(DomainMap<Int>().isEmpty)
        #expect(DomainMap<Int>()["shop.example"] == nil)
    }
}
