public import MeridianCore

/// What a client calls a function: a name, a partial ARN or an ARN, each with a qualifier behind it or without.
///
///     shop
///     shop:live
///     000000000000:function:shop
///     arn:aws:lambda:us-east-1:000000000000:function:shop:3
///
/// Partition, region and account are read and not compared: there is one account here, and ARNs that were written for
/// another one go on working.
public struct FunctionReference: Sendable, Hashable {
    public var name: String
    public var qualifier: FunctionQualifier?

    /// - Throws: ``ErrorCode/lambdaParameterInvalid`` with status 400.
    public init(_ text: String) throws(MeridianError) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        if parts.first == "arn" {
            guard parts.count >= 7, parts[1].hasPrefix("aws"), parts[2] == "lambda" else { throw Self.bad(text) }
            parts = parts.dropFirst(3)
        }
        if parts.count > 2, Self.isRegion(parts[parts.startIndex]) { parts.removeFirst() }
        if parts.count > 1, Self.isAccount(parts[parts.startIndex]) { parts.removeFirst() }
        if parts.count > 1, parts.first == "function" { parts.removeFirst() }
        guard let name = parts.popFirst(), !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy(Self.isNameByte)
        else { throw Self.bad(text) }
        self.name = String(name)
        if let qualifier = parts.popFirst() { self.qualifier = try FunctionQualifier(String(qualifier)) }
        guard parts.isEmpty else { throw Self.bad(text) }
    }

    private static func isRegion(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-")
        return parts.count >= 3 && parts[0].utf8.count == 2 && Int(parts[parts.count - 1]) != nil
    }

    private static func isAccount(_ text: Substring) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func bad(_ text: String) -> MeridianError {
        MeridianError(
            .lambdaParameterInvalid,
            "'\(text)' names no function: write NAME, NAME:QUALIFIER or an ARN of one", status: 400)
    }
}
