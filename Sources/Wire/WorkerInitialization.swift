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

    /// The program of a worker that was started before it was known what it would run.
    public struct Code: Sendable, Equatable {
        public struct Variable: Sendable, Equatable {
            public var name: String
            public var value: String

            public init(name: String, value: String) {
                self.name = name
                self.value = value
            }
        }

        public var script: ByteBuffer
        /// Tells places of the script as places of its author's files; may be empty.
        public var sourceMap: ByteBuffer
        /// Takes the place of the process's own.
        public var environment: [Variable]
        /// Bytes that the script may hold.
        public var memory: UInt64
        /// Hosts that the script may reach by network; `*` for any.
        public var outbound: [String]
        /// The positions of the functions that the worker will be asked for.
        public var group: [Int]
        /// Whether a request waits for the worker; otherwise there is time to find out whether everything loads.
        public var isAwaited: Bool

        public init(
            script: ByteBuffer, sourceMap: ByteBuffer, environment: [Variable], memory: UInt64, outbound: [String],
            group: [Int], isAwaited: Bool
        ) {
            self.script = script
            self.sourceMap = sourceMap
            self.environment = environment
            self.memory = memory
            self.outbound = outbound
            self.group = group
            self.isAwaited = isAwaited
        }
    }

    public var service: String
    public var release: Int
    public var functions: [Function]
    /// `nil` for a worker that is its own program.
    public var code: Code?

    public init(service: String, release: Int, functions: [Function], code: Code? = nil) {
        self.service = service
        self.release = release
        self.functions = functions
        self.code = code
    }

    /// Strings are written as `[length: UInt16][UTF-8]`, lists as `[count: UInt16]` and their elements. Code
    /// comes last, and not at all when there is none.
    public func write(into buffer: inout ByteBuffer) {
        buffer.writeShortString(service)
        buffer.writeInteger(UInt32(truncatingIfNeeded: release))
        buffer.writeInteger(UInt16(truncatingIfNeeded: functions.count))
        for function in functions {
            buffer.writeShortString(function.name)
            buffer.writeInteger(UInt16(truncatingIfNeeded: function.triggerPaths.count))
            for path in function.triggerPaths { buffer.writeShortString(path) }
        }
        code?.write(into: &buffer)
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
        if buffer.readableBytes > 0 {
            guard let code = Code(reading: &buffer) else { return nil }
            self.code = code
        }
        guard buffer.readableBytes == 0 else { return nil }
    }
}

extension WorkerInitialization.Code {
    /// Appends `[script][source map][variables][memory: UInt64][hosts][group: UInt16…][isAwaited: UInt8]`; bytes and values
    /// as `[length: UInt32][bytes]`.
    fileprivate func write(into buffer: inout ByteBuffer) {
        buffer.writeLongBytes(script)
        buffer.writeLongBytes(sourceMap)
        buffer.writeInteger(UInt16(truncatingIfNeeded: environment.count))
        for variable in environment {
            buffer.writeShortString(variable.name)
            buffer.writeLongBytes(ByteBuffer(string: variable.value))
        }
        buffer.writeInteger(memory)
        buffer.writeInteger(UInt16(truncatingIfNeeded: outbound.count))
        for host in outbound { buffer.writeShortString(host) }
        buffer.writeInteger(UInt16(truncatingIfNeeded: group.count))
        for function in group { buffer.writeInteger(UInt16(truncatingIfNeeded: function)) }
        buffer.writeInteger(UInt8(isAwaited ? 1 : 0))
    }

    fileprivate init?(reading buffer: inout ByteBuffer) {
        guard let script = buffer.readLongBytes(), let sourceMap = buffer.readLongBytes(),
            let variables = buffer.readInteger(as: UInt16.self)
        else { return nil }
        self.init(
            script: script, sourceMap: sourceMap, environment: [], memory: 0, outbound: [], group: [],
            isAwaited: false)
        for _ in 0..<variables {
            guard let name = buffer.readShortString(), let value = buffer.readLongBytes() else { return nil }
            environment.append(Variable(name: name, value: String(buffer: value)))
        }
        guard let memory = buffer.readInteger(as: UInt64.self), let hosts = buffer.readInteger(as: UInt16.self) else {
            return nil
        }
        self.memory = memory
        for _ in 0..<hosts {
            guard let host = buffer.readShortString() else { return nil }
            outbound.append(host)
        }
        guard let functions = buffer.readInteger(as: UInt16.self) else { return nil }
        for _ in 0..<functions {
            guard let function = buffer.readInteger(as: UInt16.self) else { return nil }
            group.append(Int(function))
        }
        guard let isAwaited = buffer.readInteger(as: UInt8.self) else { return nil }
        self.isAwaited = isAwaited != 0
    }
}

extension ByteBuffer {
    mutating func writeShortString(_ text: String) {
        let bytes = text.utf8.prefix(Int(UInt16.max))
        writeInteger(UInt16(bytes.count))
        writeBytes(bytes)
    }

    mutating func writeLongBytes(_ bytes: ByteBuffer) {
        writeInteger(UInt32(bytes.readableBytes))
        writeImmutableBuffer(bytes)
    }

    mutating func readLongBytes() -> ByteBuffer? {
        guard let length = readInteger(as: UInt32.self) else { return nil }
        return readSlice(length: Int(length))
    }

    mutating func readShortString() -> String? {
        guard let length = readInteger(as: UInt16.self) else { return nil }
        return readString(length: Int(length))
    }
}
