/// The page as HTML.
enum Page {
    static func render(_ entries: [Entry]) -> String {
        let list = entries.map { "<li><b>\(escaped($0.name))</b>: \(escaped($0.text))</li>" }.joined(separator: "\n")
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Guest book</title>
            <h1>Guest book</h1>
            <form method="post" action="/entries">
            <input name="name" placeholder="your name"><input name="text" placeholder="your words"><button>Sign</button>
            </form>
            <ul>
            \(list)
            </ul>
            </html>
            """
    }

    /// What a guest wrote must not become markup.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            default: result.append(character)
            }
        }
        return result
    }
}
