public import NIOCore

/// A command with its arguments.
///
/// ```swift
/// RedisCommand("SET", "key", bytes, "PX", 500)
/// ```
public struct RedisCommand: Sendable {
    /// The name first.
    public var arguments: [ByteBuffer]

    public init(_ name: String, _ arguments: any RedisArgument...) {
        self.init(name, arguments)
    }

    public init(_ name: String, _ arguments: [any RedisArgument]) {
        self.arguments = [ByteBuffer(string: name)] + arguments.map(\.redisBytes)
    }

    /// As an array of texts, the only form in which servers take commands.
    func write(into buffer: inout ByteBuffer) {
        buffer.writeString("*\(arguments.count)\r\n")
        for argument in arguments {
            buffer.writeString("$\(argument.readableBytes)\r\n")
            buffer.writeImmutableBuffer(argument)
            buffer.writeStaticString("\r\n")
        }
    }
}

/// What can be an argument of a command.
public protocol RedisArgument: Sendable {
    var redisBytes: ByteBuffer { get }
}

extension String: RedisArgument {
    public var redisBytes: ByteBuffer { ByteBuffer(string: self) }
}

extension ByteBuffer: RedisArgument {
    public var redisBytes: ByteBuffer { self }
}

extension Int: RedisArgument {
    public var redisBytes: ByteBuffer { ByteBuffer(string: String(self)) }
}

extension Int64: RedisArgument {
    public var redisBytes: ByteBuffer { ByteBuffer(string: String(self)) }
}

extension Double: RedisArgument {
    public var redisBytes: ByteBuffer {
        ByteBuffer(string: self == .infinity ? "+inf" : self == -.infinity ? "-inf" : String(self))
    }
}
