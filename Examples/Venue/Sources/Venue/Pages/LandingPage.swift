/// The page that visitors see first: a few items, a search, and the addresses to try. It loads nothing from elsewhere.
struct LandingPage {
    /// The numbers of the items shown before anything is searched.
    var featured = [7, 42, 365, 1_001, 2_718, 9_999]

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>The venue</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <h1>The venue</h1>
        <p>Ten thousand things, a few pieces of each.</p>
        <label for="query">What are you looking for?</label>
        <input id="query" type="search" placeholder="oak lamp">
        <p id="total" role="status">For example:</p>
        <ul id="items">
        \(featured.compactMap(Assortment.item).map(Self.line).joined(separator: "\n"))
        </ul>
        <h2>Addresses to try</h2>
        <dl>
        \(Self.addresses.map(Self.entry).joined(separator: "\n"))
        </dl>
        <script>\(Self.script)</script>
        </body>
        </html>
        """
    }

    private struct Address {
        var method = "GET"
        var path: String
        var purpose: String
    }

    private static let addresses = [
        Address(
            path: "items?query=lamp&sort=price&size=5", purpose: "Search; page, size, category and -price work, too"),
        Address(path: "items?category=garden&sort=name", purpose: "A department by name"),
        Address(path: "items/7", purpose: "One item, with the pieces that are left"),
        Address(
            method: "POST", path: "items/7/reservations", purpose: #"{"quantity": 1} keeps a piece for 15 minutes"#),
        Address(method: "DELETE", path: "reservations/ID", purpose: "Gives it back"),
        Address(
            method: "POST", path: "coupons/FESTIVAL10/redemptions", purpose: #"{"orderTotal": 4990} tells the discount"#
        ),
        Address(method: "POST", path: "orders", purpose: #"{"reservation": "ID", "coupon": "FESTIVAL10"}"#),
        Address(path: "orders/ID", purpose: "An order"),
        Address(path: "openapi", purpose: "Every address, with a form to try it"),
        Address(path: "health/ready", purpose: "Whether the venue can take requests"),
    ]

    private static func entry(_ address: Address) -> String {
        let path = escape(address.path)
        let isLink = address.method == "GET" && !address.path.hasSuffix("ID")
        let shown = isLink ? "<a href=\"\(path)\">/\(path)</a>" : "/\(path)"
        return "<dt><code>\(address.method) \(shown)</code></dt><dd>\(escape(address.purpose))</dd>"
    }

    private static func line(_ item: Item) -> String {
        """
        <li><a href="items/\(item.id)">\(escape(item.name))</a><span>\(Money.text(item.price))</span></li>
        """
    }

    private static func escape(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
