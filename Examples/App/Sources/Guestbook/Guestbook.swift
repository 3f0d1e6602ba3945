import Meridian

/// A guest book as an ordinary web app: one function takes every path and hands requests to a router of the app's own.
///
/// Nothing here knows where it runs. `swift run Guestbook` serves it; `meridian deploy` publishes the same program.
@main
struct Guestbook: FunctionApp {
    private let site: Site

    init() {
        self.init(book: Book())
    }

    init(book: Book) {
        site = Site(book: book)
    }

    var functions: some FunctionGroup {
        Function("site", .any("/"), .any("/{path*}")) { [site] request, _ in try site.answer(request) }
        Function("tidy", .timer(cron: "0 4 * * *")) { [site] (_: Context) in site.book.forget(allBut: 100) }
    }
}
