/// What a signature is good for: a day, a region and a service, written `20150830/us-east-1/lambda/aws4_request`.
public struct CredentialScope: Sendable, Hashable, CustomStringConvertible {
    static let terminator = "aws4_request"

    /// `20150830`
    public var date: String
    public var region: String
    public var service: String

    public init(date: String, region: String, service: String) {
        self.date = date
        self.region = region
        self.service = service
    }

    public var description: String { "\(date)/\(region)/\(service)/\(Self.terminator)" }
}
