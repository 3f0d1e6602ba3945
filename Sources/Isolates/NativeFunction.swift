public import CJavaScriptCore

/// Why a native function did not return.
public enum NativeFailure: Error {
    case type(String)
    case range(String)
    /// A `DOMException` with this name.
    case dom(_ name: String, _ message: String)
    /// Passes on what a script threw.
    case thrown(JSValueRef)
}

// Values never leave the event loop of their isolate.
extension NativeFailure: @unchecked Sendable {}

public typealias NativeBody = @Sendable (Isolate, NativeArguments) throws(NativeFailure) -> JSValueRef

/// A function of Swift's that scripts of the prelude call.
final class NativeFunction {
    let name: String
    let body: NativeBody
    unowned let isolate: Isolate

    init(_ name: String, _ isolate: Isolate, _ body: @escaping NativeBody) {
        self.name = name
        self.isolate = isolate
        self.body = body
    }

    /// The class of the objects that stand for native functions in the virtual machine.
    nonisolated(unsafe) static let scriptClass: JSClassRef = {
        var definition = JSClassDefinition()
        definition.callAsFunction = { context, function, _, count, arguments, exception in
            let native = Unmanaged<NativeFunction>.fromOpaque(JSObjectGetPrivate(function)).takeUnretainedValue()
            let isolate = native.isolate
            do throws(NativeFailure) {
                return try native.body(
                    isolate,
                    NativeArguments(isolate: isolate, context: context!, values: arguments, count: count))
            } catch {
                exception?.pointee = isolate.value(of: error)
                return isolate.undefined
            }
        }
        definition.finalize = { function in
            Unmanaged<NativeFunction>.fromOpaque(JSObjectGetPrivate(function)).release()
        }
        return JSClassCreate(&definition)
    }()
}

/// What a native function is called with.
public struct NativeArguments {
    let isolate: Isolate
    let context: JSContextRef
    let values: UnsafePointer<JSValueRef?>?
    let count: Int

    public subscript(_ index: Int) -> JSValueRef {
        index < count ? values![index]! : isolate.undefined
    }

    public func string(_ index: Int) -> String { isolate.string(self[index]) }
    public func int(_ index: Int) -> Int {
        let number = isolate.number(self[index])
        return number.isFinite ? Int(max(-9e15, min(9e15, number))) : 0
    }
    public func number(_ index: Int) -> Double { isolate.number(self[index]) }
    public func bool(_ index: Int) -> Bool { isolate.bool(self[index]) }

    public func optionalString(_ index: Int) -> String? {
        isolate.isUndefinedOrNull(self[index]) ? nil : string(index)
    }

    /// The bytes of a buffer or a view, copied.
    public func bytes(_ index: Int) throws(NativeFailure) -> [UInt8] {
        guard let bytes = isolate.withBytes(of: self[index], { [UInt8]($0) }) else {
            throw .type("bytes are expected")
        }
        return bytes
    }

    /// Calls `body` with the characters of a string.
    public func withUnits<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt16>) -> Result) -> Result {
        let text = ScriptString(taking: JSValueToStringCopy(context, self[index], nil))
        return body(text.units)
    }

    /// Calls `body` with the characters of a string that are none beyond U+00FF, a byte each; of others the lower half is
    /// taken.
    public func withLatin1(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        ScriptString(taking: JSValueToStringCopy(context, self[index], nil)).withLatin1(body)
    }
}

extension Isolate {
    func makeFunction(_ name: String, _ body: @escaping NativeBody) -> JSValueRef {
        let native = NativeFunction(name, self, body)
        return JSObjectMake(context, NativeFunction.scriptClass, Unmanaged.passRetained(native).toOpaque())
    }

    /// What a script catches of a failure.
    fileprivate func value(of failure: NativeFailure) -> JSValueRef {
        switch failure {
        case .thrown(let value): return value
        case .type(let message): return makeError("TypeError", message)
        case .range(let message): return makeError("RangeError", message)
        case .dom(let name, let message): return makeError(name, message)
        }
    }

    private func makeError(_ name: String, _ message: String) -> JSValueRef {
        guard let make = hook("makeError"),
            let error = try? call(make, this: nil, value(name), value(message))
        else { return value("\(name): \(message)") }
        return error
    }
}
