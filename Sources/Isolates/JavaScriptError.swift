public import CJavaScriptCore

/// An exception that a script threw.
public struct JavaScriptError: Error, CustomStringConvertible {
    /// What was thrown. Only to be used at once, on the isolate's event loop.
    public let value: JSValueRef
    /// `TypeError: x is not a function`.
    public var message: String
    /// The frames, one a line, `function@file:line:column`; empty when it was no error object.
    public var stack: String
    /// Where it happened, when the script has a place.
    public var file: String?
    public var line: Int?
    public var column: Int?

    public var description: String {
        stack.isEmpty ? message : "\(message)\n\(stack)"
    }
}

// The value goes with the isolate, which lives on one event loop.
extension JavaScriptError: @unchecked Sendable {}

extension Isolate {
    /// Describes what a script threw.
    public func error(_ value: JSValueRef) -> JavaScriptError {
        var error = JavaScriptError(value: value, message: describe(value), stack: "")
        guard isObject(value) else { return error }
        if let stack = optionalString(property(value, "stack")) { error.stack = stack }
        error.file = optionalString(property(value, "sourceURL"))
        error.line = optionalNumber(property(value, "line")).map { Int($0) }
        error.column = optionalNumber(property(value, "column")).map { Int($0) }
        return error
    }

    private func describe(_ value: JSValueRef) -> String {
        var exception: JSValueRef?
        guard let text = JSValueToStringCopy(context, value, &exception) else { return "an exception without a text" }
        return ScriptString(taking: text).text
    }
}
