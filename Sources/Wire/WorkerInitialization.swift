public import NIOCore

/// What a worker is told before its first invocation: whom it serves, and by which numbers functions and triggers
/// will be named.
public struct WorkerInitialization: Sendable, Equatable {
    public struct Function: Sendable, Equatable {
        public var name: String
        /// The path pattern of each trigger; empty for those that are not HTTP.
        public var triggerPaths: [String]

        public init(name: String, triggerPaths: [String]) {
            self.name = name
            self.triggerPaths = triggerPaths
        }
    }

    public var service: String
    public var release: Int
    public var functions: [Function]

    public init(service: String, release: Int, functions: [Function]) {
        self.service = service
        self.release = release
        self.functions = functions
    }

    /// Strings are written as `[length: UInt16][UTF-8]`, lists as `[count: UInt16]` and their elements.
    public func write(into buffer: inout ByteBuffer) {
        buffer.writeShortString(service)
        buffer.writeInteger(UInt32(truncatingIfNeeded: release))
        buffer.writeInteger(UInt16(truncatingIfNeeded: functions.count))
        for function in functions {
            buffer.writeShortString(function.name)
            buffer.writeInteger(UInt16(truncatingIfNeeded: function.triggerPaths.count))
            for path in function.triggerPaths { buffer.writeShortString(path) }
        }
    }

    /// Reads what ``write(into:)`` wrote; `nil` when it is malformed.
    public init?(reading buffer: inout ByteBuffer) {
        guard let service = buffer.readShortString(), let release = buffer.readInteger(as: UInt32.self),
            let count = buffer.readInteger(as: UInt16.self)
        else { return nil }
        self.init(service: service, release: Int(release), functions: [])
        for _ in 0..<count {
            guard let name = buffer.readShortString(), let triggers = buffer.readInteger(as: UInt16.self) else {
                return nil
            }
            var paths: [String] = []
            for _ in 0..<triggers {
                guard let path = buffer.readShortString() else { return nil }
                paths.append(path)
            }
            functions.append(Function(name: name, triggerPaths: paths))
        }
        guard buffer.readableBytes == 0 else { return nil }
    }
}

extension ByteBuffer {
    mutating func writeShortString(_ text: String) {
        let bytes = text.utf8.prefix(Int(UInt16.max))
        writeInteger(UInt16(bytes.count))
        writeBytes(bytes)
    }

    mutating func readShortString() -> String? {
        guard let length = readInteger(as: UInt16.self) else { return nil }
        return readString(length: Int(length))
    }
}
