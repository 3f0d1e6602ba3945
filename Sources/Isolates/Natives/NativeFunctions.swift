/// Everything that scripts of the prelude can call, by name.
enum NativeFunctions {
    static let all: [(String, NativeBody)] = host + timers + url + encoding + crypto + aes + rsa + compression

    /// What connects the prelude with its isolate.
    private static let host: [(String, NativeBody)] = [
        (
            "setHook",
            { isolate, arguments in
                isolate.setHook(arguments.string(0), arguments[1])
                return isolate.undefined
            }
        ),
        (
            "log",
            { isolate, arguments in
                isolate.onConsole(
                    ConsoleMessage(level: arguments.string(0), text: arguments.string(1), request: arguments.int(2)))
                return isolate.undefined
            }
        ),
        (
            "reportUncaught",
            { isolate, arguments in
                isolate.onUncaught(isolate.error(arguments[0]))
                return isolate.undefined
            }
        ),
    ]
}
