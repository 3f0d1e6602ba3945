import Foundation
import Meridian
import Testing

// Foundation has a Timer of its own; the attribute must mean Meridian's nevertheless.
@Functions("/foundation")
private struct FoundationFunctions {
    @Timer(cron: "@daily")
    func refresh() {}

    @HTTP(.get, "/{id}")
    func item(id: UUID, at: Query<String?>) -> [String: Date] { [id.uuidString: Date(timeIntervalSince1970: 0)] }

    @HTTP(.get)
    func items(since: Date, page: Query<URL?>, by: Header<UUID>) -> Date { since }
}

@Suite struct FoundationNamesTests {
    @Test func attributesAreTheirOwn() {
        #expect(FoundationFunctions().functions.map(\.name) == ["refresh", "item", "items"])
    }
}
