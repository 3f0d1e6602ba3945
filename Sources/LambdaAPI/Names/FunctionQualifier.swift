public import MeridianCore

/// Which version of a function is meant.
public enum FunctionQualifier: Sendable, Hashable, CustomStringConvertible {
    /// What was uploaded last, written `$LATEST`.
    case latest
    case version(Int)
    case alias(String)

    /// - Throws: ``ErrorCode/lambdaParameterInvalid`` with status 400.
    public init(_ text: String) throws(MeridianError) {
        if text == "$LATEST" {
            self = .latest
        } else if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), number > 0 {
            self = .version(number)
        } else if (1...128).contains(text.utf8.count), text.utf8.allSatisfy(FunctionReference.isNameByte),
            !text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            self = .alias(text)
        } else {
            throw MeridianError(
                .lambdaParameterInvalid, "'\(text)' is no qualifier: write $LATEST, a number or an alias", status: 400)
        }
    }

    public var description: String {
        switch self {
        case .latest: "$LATEST"
        case .version(let number): String(number)
        case .alias(let name): name
        }
    }
}
