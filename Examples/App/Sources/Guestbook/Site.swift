import Meridian

/// The pages of the app and where they are.
struct Site: Sendable {
    let book: Book

    /// - Throws: ``Problem`` for an entry that can't be taken.
    func answer(_ request: Request) throws -> Response {
        switch (request.method, request.path) {
        case (.get, "/"): return .html(Page.render(book.entries))
        case (.get, "/entries"): return try .json(book.entries)
        case (.post, "/entries"): return try sign(request)
        case (_, "/"), (_, "/entries"):
            throw Problem(status: 405, detail: "\(request.path) does not take \(request.method)")
        default: throw Problem(status: 404, detail: "there is no page \(request.path)")
        }
    }

    private func sign(_ request: Request) throws -> Response {
        let form = QueryItems(request.text)
        let entry = Entry(name: form["name"] ?? "", text: form["text"] ?? "")
        guard !entry.name.isEmpty else {
            throw Problem(status: 422, detail: "say who you are", extensions: ["field": "name"])
        }
        guard (1...500).contains(entry.text.count) else {
            throw Problem(status: 422, detail: "write 1 to 500 characters", extensions: ["field": "text"])
        }
        book.add(entry)
        return .redirect(to: "/", status: 303)
    }
}
