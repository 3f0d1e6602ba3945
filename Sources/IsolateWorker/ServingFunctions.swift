import Isolates
import MeridianCore
import NIOCore

/// What the prelude's `serve.js` calls to answer.
enum ServingFunctions {
    static let all: [(String, NativeBody)] = [
        // (invocation, status, fields, text or bytes)
        (
            "respond",
            { isolate, arguments throws(NativeFailure) in
                guard let exchange = exchange(isolate, arguments) else { return isolate.undefined }
                var body = ByteBuffer()
                if isolate.isString(arguments[3]) {
                    isolate.write(arguments[3], into: &body)
                } else {
                    body.writeBytes(try arguments.bytes(3))
                }
                exchange.respond(arguments.responseHead(dropsLength: true), body: body)
                return isolate.undefined
            }
        ),
        // (invocation, status, fields)
        (
            "start",
            { isolate, arguments in
                exchange(isolate, arguments)?.start(arguments.responseHead(dropsLength: false))
                return isolate.undefined
            }
        ),
        // (invocation, bytes) → whether the caller takes more
        (
            "write",
            { isolate, arguments throws(NativeFailure) in
                guard let exchange = exchange(isolate, arguments) else { return isolate.value(true) }
                return isolate.value(exchange.write(ByteBuffer(bytes: try arguments.bytes(1))))
            }
        ),
        // (invocation)
        (
            "end",
            { isolate, arguments in
                exchange(isolate, arguments)?.end()
                return isolate.undefined
            }
        ),
        // (invocation, bytes)
        (
            "consumed",
            { isolate, arguments in
                exchange(isolate, arguments)?.consumed(arguments.int(1))
                return isolate.undefined
            }
        ),
        // (invocation, message, description with places)
        (
            "fail",
            { isolate, arguments in
                let owner = owner(isolate)
                owner.log("error", "the function failed: \(arguments.string(2))", request: arguments.int(0))
                exchange(isolate, arguments)?.failed(
                    MeridianError(
                        .handlerFailed, "the function '\(owner.name)' failed", cause: ScriptFailure(arguments.string(2))
                    ))
                return isolate.undefined
            }
        ),
        // (whether something goes on that no invocation waits for)
        (
            "setBusy",
            { isolate, arguments in
                owner(isolate).setBusy(arguments.bool(0))
                return isolate.undefined
            }
        ),
        // (place in the script) → place in the author's file
        (
            "mapPlace",
            { isolate, arguments in isolate.value(owner(isolate).mapped(arguments.string(0))) }
        ),
    ]

    private static func owner(_ isolate: Isolate) -> FunctionIsolate {
        guard let owner = isolate.host as? FunctionIsolate else {
            preconditionFailure("an isolate outlived its function")
        }
        return owner
    }

    private static func exchange(_ isolate: Isolate, _ arguments: NativeArguments) -> IsolateExchange? {
        owner(isolate).exchange(arguments.int(0))
    }
}

/// What a script threw, with places in its author's files.
struct ScriptFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
