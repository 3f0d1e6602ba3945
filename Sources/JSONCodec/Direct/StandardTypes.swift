extension Bool: JSONConvertible {
    public init(json reader: inout JSONReader) throws { self = try reader.readBool() }

    public func write(json writer: inout JSONWriter) { writer.write(self) }
}

extension String: JSONConvertible {
    public init(json reader: inout JSONReader) throws { self = try reader.readString() }

    public func write(json writer: inout JSONWriter) { writer.write(self) }
}

extension Double: JSONConvertible {
    public init(json reader: inout JSONReader) throws { self = try reader.readDouble() }

    public func write(json writer: inout JSONWriter) throws { try writer.write(self) }
}

extension Float: JSONConvertible {
    public init(json reader: inout JSONReader) throws { self = try reader.readFloat() }

    public func write(json writer: inout JSONWriter) throws { try writer.write(self) }
}

extension JSONDecodable where Self: FixedWidthInteger {
    @inline(__always)
    public init(json reader: inout JSONReader) throws { self = try reader.readInteger(Self.self) }
}

extension JSONEncodable where Self: FixedWidthInteger {
    @inline(__always)
    public func write(json writer: inout JSONWriter) { writer.write(self) }
}

extension Int: JSONConvertible {}
extension Int8: JSONConvertible {}
extension Int16: JSONConvertible {}
extension Int32: JSONConvertible {}
extension Int64: JSONConvertible {}
extension UInt: JSONConvertible {}
extension UInt8: JSONConvertible {}
extension UInt16: JSONConvertible {}
extension UInt32: JSONConvertible {}
extension UInt64: JSONConvertible {}
