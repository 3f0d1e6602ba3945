/// A service: what its functions are. Mark it with `@main`, and the same program runs as an ordinary app or serves a
/// platform.
///
/// ```swift
/// @main
/// struct Shop: FunctionApp {
///     var functions: some FunctionGroup {
///         Function("hello", .get("/")) { _, _ in "Hello" }
///     }
/// }
/// ```
public protocol FunctionApp: Sendable {
    associatedtype Functions: FunctionGroup

    init()

    /// Every function of the service.
    @FunctionGroupBuilder var functions: Functions { get }

    /// The name of the service, used when nothing outside says another: `shop-front` for the type `ShopFront` unless
    /// it is given here.
    static var name: String { get }
}

extension FunctionApp {
    public static var name: String { ServiceNaming.name(ofType: String(describing: Self.self)) }
}

enum ServiceNaming {
    /// `ShopFront` becomes `shop-front`, `HTTPShop` `http-shop`.
    static func name(ofType type: String) -> String {
        let characters = Array(type)
        var name = ""
        for (index, character) in characters.enumerated() {
            if character.isUppercase, index > 0 {
                let followsLower = !characters[index - 1].isUppercase
                let precedesLower = index + 1 < characters.count && characters[index + 1].isLowercase
                if (followsLower || precedesLower) && name.last != "-" { name += "-" }
            }
            name += character.isLetter || character.isNumber ? character.lowercased() : "-"
        }
        while name.last == "-" { name.removeLast() }
        return name
    }
}
