import Meridian

/// What an item costs today. Which promotions there are is the business of another service.
@Functions("/items")
struct PriceFunctions {
    @Inject var catalog: Catalog

    @HTTP(.get, "/{id}/price", description: "What an item costs today, with the promotion that makes it cheaper")
    func price(id: Int, context: Context) async throws -> ItemPrice {
        let item = try catalog.item(id)
        return try await promoted(item, context) ?? ItemPrice(item: id, price: item.price)
    }

    /// - Returns: `nil` when nobody can tell; an item that can't be promoted is sold at its own price.
    private func promoted(_ item: Item, _ context: Context) async throws -> ItemPrice? {
        do {
            let answer = try await context.binding("PROMOTIONS").fetch(
                .get, "/prices/\(item.id)?category=\(item.category.rawValue)&price=\(item.price)",
                timeout: .milliseconds(500))
            guard answer.isSuccess else {
                context.logger.warning("promotions answered \(answer.status)")
                return nil
            }
            let offer = try answer.decode(Offer.self)
            return ItemPrice(item: item.id, price: offer.price, promotion: offer.promotion)
        } catch let cancellation as CancellationError {
            throw cancellation
        } catch {
            context.logger.warning("promotions can't be asked: \(error)")
            return nil
        }
    }
}

/// What the service of promotions answers.
private struct Offer: Decodable {
    var price: Int
    var promotion: Promotion?
}

/// A promotion that applies to an item.
struct Promotion: Codable, Sendable, Hashable {
    var name: String
    /// Off the price.
    var percent: Int
}

/// What an item costs today.
struct ItemPrice: Codable, Sendable, Hashable {
    var item: Int
    /// In cents.
    var price: Int
    var promotion: Promotion?
}
