/// The name of a function among all things of all accounts.
public struct FunctionARN: Sendable, Hashable, CustomStringConvertible {
    /// The account in names of resources. There is one here.
    public static let account = "000000000000"
    /// Where a request comes from that does not say it.
    public static let standardRegion = "us-east-1"

    public var region: String
    public var name: String
    public var qualifier: FunctionQualifier?

    public init(region: String, name: String, qualifier: FunctionQualifier? = nil) {
        self.region = region
        self.name = name
        self.qualifier = qualifier
    }

    public var description: String {
        "arn:aws:lambda:\(region):\(Self.account):function:\(name)" + (qualifier.map { ":\($0)" } ?? "")
    }
}
