import Meridian
import MeridianTesting
import Testing

@testable import Venue

@Suite(.timeLimit(.minutes(1)))
struct MailTests {
    private let store = Store()
    private let item: Item
    private let order: Order

    init() throws {
        item = try Catalog().item(7)
        order = try store.place(OrderWish(reservation: store.reserve(item, quantity: 1).0.id))
    }

    @Test(arguments: [
        ("ann@example.com", true), ("ann", false), ("@example.com", false), ("ann@", false), ("a@b@c", false),
        ("ann b@example.com", false), ("ann@example.com\r\nbcc: all@example.com", false),
    ])
    func addressesAreChecked(to: String, isSound: Bool) {
        #expect(Mail(to: to, order: "").hasAddress == isSound)
    }

    @Test func aLetterTellsWhatHappened() throws {
        let waiting = Letter(to: "ann@example.com", about: order, of: item)
        #expect(waiting.subject == "Your order waits to be paid")
        #expect(waiting.text == "1 × \(item.name), \(Money.text(item.price)). Order \(order.id).")
        let paid = try Letter(to: "ann@example.com", about: store.settle(order.id), of: item)
        #expect(paid.subject == "Your order is paid")
    }

    @Test func theQueueIsWorkedOff() async throws {
        let store = store
        let app = try TestApp(Venue.self) { $0.override(Store.self) { store } }
        let sound = (1...30).map { Mail(to: "visitor\($0)@example.com", order: order.id) }
        try await app.deliver(sound + [Mail(to: "nowhere", order: order.id)], to: "mails")
        // The ids of the messages are the same again, as in a second delivery.
        try await app.deliver(Array(sound.prefix(5)), to: "mails")
        #expect(store.closeDay().mails == 30)
    }

    @Test func whatIsNoMailIsRefused() async throws {
        let store = store
        let app = try TestApp(Venue.self) { $0.override(Store.self) { store } }
        let failure = await #expect(throws: TestFailure.self) { try await app.deliver(["text"], to: "mails") }
        #expect(failure?.status == 400)
    }
}
