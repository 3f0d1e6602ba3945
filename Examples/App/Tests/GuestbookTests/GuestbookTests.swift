import Meridian
import MeridianTesting
import Testing

@testable import Guestbook

@Suite(.timeLimit(.minutes(1)), .app(Guestbook.self))
struct GuestbookTests {
    @Test func aGuestSigns() async throws {
        let app = try TestApp.current
        let signed = try await app.request(.post, "/entries", body: "name=Ann&text=%3Ci%3Ehello%3C/i%3E+there")
        #expect(signed.status == 303)
        let page = try await app.request(.get, "/")
        #expect(page.text.contains("<b>Ann</b>: &lt;i&gt;hello&lt;/i&gt; there"))
        #expect(
            try await app.request(.get, "/entries").decode([Entry].self)
                == [Entry(name: "Ann", text: "<i>hello</i> there")])
    }

    @Test(arguments: [("text=hi", "name"), ("name=Ann", "text"), ("", "name")])
    func anIncompleteEntryIsRefused(form: String, field: String) async throws {
        try await TestApp.current.request(.post, "/entries", body: form).expectProblem(status: 422, field: field)
    }

    @Test func otherPagesAndMethodsAreRefused() async throws {
        let app = try TestApp.current
        try await app.request(.get, "/a/b").expectProblem(status: 404, detail: "/a/b")
        try await app.request(.delete, "/entries").expectProblem(status: 405)
    }

    @Test func theNightForgetsOldEntries() async throws {
        let book = Book()
        for number in 1...120 { book.add(Entry(name: "guest \(number)", text: "hi")) }
        let clock = TestClock(at: "2026-03-01T03:59:59Z")
        let app = try TestApp(clock: clock) { Guestbook(book: book).functions }
        await clock.advance(by: .seconds(1))
        #expect(book.entries.count == 100)
        #expect(book.entries.first?.name == "guest 120")
        #expect(app.functions == ["site", "tidy"])
    }

    @Test func asAnAppItIsServedToBrowsers() async throws {
        try await TestApp.current.withServer { address in
            #expect(address.hasPrefix("http://127.0.0.1:"))
        }
    }
}
