import MeridianCore
import Testing

@testable import MeridianCommand

@Suite struct ServiceDirectoryTests {
    @Test(arguments: [
        ("Shop", "shop"), ("ShopService", "shop-service"), ("shop_2", "shop-2"), ("HTTPShop", "httpshop"),
        ("my.shop", "my-shop"),
    ])
    func aServiceIsNamedAfterItsProduct(product: String, service: String) {
        #expect(ServiceDirectory.serviceName(product)?.rawValue == service)
    }

    @Test(arguments: ["", "2shops", "___"])
    func someProductsGiveNoName(product: String) {
        #expect(ServiceDirectory.serviceName(product) == nil)
    }

    @Test func aDirectoryMustBeThere() {
        let failure = #expect(throws: CommandFailure.self) { try ServiceDirectory("/nowhere/at/all") }
        #expect(failure?.status == .noInput)
    }
}
