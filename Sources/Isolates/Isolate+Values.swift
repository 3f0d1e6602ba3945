public import CJavaScriptCore
public import NIOCore

/// A value of a script. It belongs to one isolate and is safe while it is on the stack; see ``Handle``.
public typealias ScriptValue = JSValueRef

/// Values between Swift and the virtual machine. None of these calls runs a script's code, but where it says so.
extension Isolate {
    // MARK: Into the virtual machine

    public func value(_ text: String) -> JSValueRef {
        let text = ScriptString(text)
        return JSValueMakeString(context, text.ref)
    }

    public func value(_ number: Double) -> JSValueRef {
        JSValueMakeNumber(context, number)
    }

    public func value(_ number: Int) -> JSValueRef {
        JSValueMakeNumber(context, Double(number))
    }

    public func value(_ flag: Bool) -> JSValueRef {
        JSValueMakeBoolean(context, flag)
    }

    /// Text from UTF-8.
    public func value(utf8 bytes: UnsafeBufferPointer<UInt8>) -> JSValueRef {
        let text = ScriptString(utf8: bytes)
        return JSValueMakeString(context, text.ref)
    }

    /// Text from bytes that stand for a character each, as header fields have them.
    /// - Parameters:
    ///   - capacity: The most bytes.
    ///   - fill: Writes them and returns their number.
    public func value(latin1Capacity capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> JSValueRef {
        let text = ScriptString(latin1Capacity: capacity, fill)
        return JSValueMakeString(context, text.ref)
    }

    public func makeObject() -> JSValueRef {
        JSObjectMake(context, nil, nil)
    }

    public func makeArray(_ elements: [JSValueRef]) -> JSValueRef {
        let elements: [JSValueRef?] = elements
        return elements.withUnsafeBufferPointer { JSObjectMakeArray(context, $0.count, $0.baseAddress, nil) }
    }

    /// Makes a function of Swift's a global of the scripts.
    public func setGlobal(
        _ name: String, function: @escaping @Sendable (Isolate, [JSValueRef]) -> JSValueRef
    ) {
        let native = makeFunction(name) { isolate, arguments in
            function(isolate, (0..<arguments.count).map { arguments[$0] })
        }
        setProperty(JSContextGetGlobalObject(context), name, native)
    }

    public func setProperty(_ object: JSValueRef, _ name: String, _ value: JSValueRef) {
        let name = ScriptString(name)
        JSObjectSetProperty(context, object, name.ref, value, JSPropertyAttributes(kJSPropertyAttributeNone), nil)
    }

    // MARK: Out of it

    /// May run a getter.
    public func property(_ object: JSValueRef, _ name: String) -> JSValueRef {
        let name = ScriptString(name)
        return JSObjectGetProperty(context, object, name.ref, nil) ?? undefined
    }

    /// May run a getter.
    public func element(_ array: JSValueRef, _ index: Int) -> JSValueRef {
        JSObjectGetPropertyAtIndex(context, array, UInt32(index), nil) ?? undefined
    }

    public func isObject(_ value: JSValueRef) -> Bool {
        JSValueIsObject(context, value)
    }

    public func isUndefinedOrNull(_ value: JSValueRef) -> Bool {
        JSValueIsUndefined(context, value) || JSValueIsNull(context, value)
    }

    /// Converts; lone surrogates become U+FFFD. May run a script's `toString`.
    public func string(_ value: JSValueRef) -> String {
        guard let text = JSValueToStringCopy(context, value, nil) else { return "" }
        return ScriptString(taking: text).text
    }

    /// Appends text as UTF-8.
    public func write(_ value: JSValueRef, into buffer: inout ByteBuffer) {
        guard let copy = JSValueToStringCopy(context, value, nil) else { return }
        ScriptString(taking: copy).write(into: &buffer, isWide: &writesWideText)
    }

    public func isString(_ value: JSValueRef) -> Bool {
        JSValueIsString(context, value)
    }

    public func number(_ value: JSValueRef) -> Double {
        JSValueToNumber(context, value, nil)
    }

    public func bool(_ value: JSValueRef) -> Bool {
        JSValueToBoolean(context, value)
    }

    public func optionalString(_ value: JSValueRef) -> String? {
        JSValueIsString(context, value) ? string(value) : nil
    }

    public func optionalNumber(_ value: JSValueRef) -> Double? {
        JSValueIsNumber(context, value) ? number(value) : nil
    }
}
