/// What can stand in the place of a parameter of a message: text, or a number, which also chooses the plural form.
///
/// A number is written with plain digits and a point. For another form hand over a string: one such as `1.50` chooses
/// the plural form too.
public protocol MessageValue: Sendable {
    var messageText: String { get }
}

extension MessageValue where Self: CustomStringConvertible {
    public var messageText: String { description }
}

extension String: MessageValue {}
extension Substring: MessageValue {}
extension Int: MessageValue {}
extension Int8: MessageValue {}
extension Int16: MessageValue {}
extension Int32: MessageValue {}
extension Int64: MessageValue {}
extension UInt: MessageValue {}
extension UInt8: MessageValue {}
extension UInt16: MessageValue {}
extension UInt32: MessageValue {}
extension UInt64: MessageValue {}
extension Double: MessageValue {}
extension Float: MessageValue {}
