public import CJavaScriptCore

/// Keeps a value of an isolate from being collected, for as long as the handle lives, which must not be longer
/// than the isolate does.
public final class Handle {
    public let ref: JSValueRef
    // Not the isolate: its own handles go while it does.
    private let context: JSGlobalContextRef

    public init(_ ref: JSValueRef, _ isolate: Isolate) {
        self.ref = ref
        context = isolate.context
        JSValueProtect(context, ref)
    }

    deinit {
        JSValueUnprotect(context, ref)
    }
}
