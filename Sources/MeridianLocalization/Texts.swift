import Logging
import Meridian

/// The messages of a service in one language.
///
/// ```swift
/// texts("greeting", ["name": user.name])     // "Hello, {name}!"
/// texts("cart.items", ["count": 3])          // { "one": "{count} item", "other": "{count} items" }
/// ```
public struct Texts: Sendable {
    /// The tag of the language.
    public let language: String
    let localization: Localization
    let context: Context?

    /// - Parameters:
    ///   - key: Of the message; names of objects around it are joined with dots.
    ///   - parameters: What stands in the place of `{name}`. `count` chooses the plural form. One that is not there is
    ///     written as `{name}`.
    /// - Returns: The message in the language, else in the default language, else the key. What is missing is logged
    ///   once.
    public func callAsFunction(_ key: String, _ parameters: [String: any MessageValue] = [:]) -> String {
        localization.text(key, parameters, in: language) { context?.logger ?? Logger(label: "meridian.localization") }
    }
}
