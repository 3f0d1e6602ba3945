public import CJavaScriptCore
import Glibc
public import NIOCore

extension Isolate {
    /// An `ArrayBuffer` whose bytes `fill` writes.
    /// - Parameters:
    ///   - count: The room for them.
    ///   - fill: Returns how many it wrote.
    public func makeBuffer(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> JSValueRef {
        let bytes = UnsafeMutableRawBufferPointer(start: malloc(max(count, 1)), count: count)
        let written = fill(bytes)
        return JSObjectMakeArrayBufferWithBytesNoCopy(
            context, bytes.baseAddress, written, { bytes, _ in free(bytes) }, nil, nil)
    }

    public func makeBuffer(_ bytes: some Collection<UInt8>) -> JSValueRef {
        makeBuffer(count: bytes.count) { target in
            target.copyBytes(from: bytes)
            return bytes.count
        }
    }

    public func makeBuffer(_ bytes: ByteBuffer) -> JSValueRef {
        bytes.withUnsafeReadableBytes { source in
            makeBuffer(count: source.count) { target in
                target.copyMemory(from: source)
                return source.count
            }
        }
    }

    /// The bytes of an `ArrayBuffer` or of what a view shows of one; `nil` for anything else.
    ///
    /// The library nails a buffer down once its bytes are looked at, so that it can't be transferred any more:
    /// the prelude hands over copies.
    public func withBytes<Result>(
        of value: JSValueRef, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result? {
        switch JSValueGetTypedArrayType(context, value, nil) {
        case kJSTypedArrayTypeNone:
            return nil
        case kJSTypedArrayTypeArrayBuffer:
            let start = JSObjectGetArrayBufferBytesPtr(context, value, nil)
            return try body(
                UnsafeRawBufferPointer(start: start, count: JSObjectGetArrayBufferByteLength(context, value, nil)))
        default:
            let start = JSObjectGetTypedArrayBytesPtr(context, value, nil)
            let offset = JSObjectGetTypedArrayByteOffset(context, value, nil)
            return try body(
                UnsafeRawBufferPointer(
                    start: start.map { $0 + offset }, count: JSObjectGetTypedArrayByteLength(context, value, nil)))
        }
    }
}
