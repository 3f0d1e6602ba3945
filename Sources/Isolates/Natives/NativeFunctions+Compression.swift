import CJavaScriptCore

extension NativeFunctions {
    static let compression: [(String, NativeBody)] = [
        // (format, isCompressing) → a codec's number
        (
            "openCodec",
            { isolate, arguments throws(NativeFailure) in
                guard let codec = ZlibCodec(format: arguments.string(0), isCompressing: arguments.bool(1)) else {
                    throw .type("the format '\(arguments.string(0))' is not one of gzip, deflate, deflate-raw")
                }
                // What is abandoned is only let go of after a collection, which must not wait for the small objects alone.
                isolate.reportMemory(codec.size)
                return isolate.value(isolate.objects.add(codec))
            }
        ),
        // (codec, bytes, isLast) → ArrayBuffer
        (
            "runCodec",
            { isolate, arguments throws(NativeFailure) in
                let codec: ZlibCodec = try isolate.objects.get(arguments.int(0))
                let bytes = try arguments.bytes(1)
                do throws(ZlibCodec.Failure) {
                    return isolate.makeBuffer(try codec.process(bytes, isLast: arguments.bool(2)))
                } catch {
                    throw .type(error.message)
                }
            }
        ),
        (
            "closeCodec",
            { isolate, arguments in
                isolate.objects.remove(arguments.int(0))
                return isolate.undefined
            }
        ),
    ]
}
