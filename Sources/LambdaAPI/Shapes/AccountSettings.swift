/// What GetAccountSettings answers.
public struct AccountSettings: Sendable, Hashable, Encodable {
    public struct Limit: Sendable, Hashable, Encodable {
        public var totalCodeSize: Int
        public var codeSizeUnzipped: Int
        public var codeSizeZipped: Int
        public var concurrentExecutions: Int
        public var unreservedConcurrentExecutions: Int

        private enum CodingKeys: String, CodingKey {
            case totalCodeSize = "TotalCodeSize"
            case codeSizeUnzipped = "CodeSizeUnzipped"
            case codeSizeZipped = "CodeSizeZipped"
            case concurrentExecutions = "ConcurrentExecutions"
            case unreservedConcurrentExecutions = "UnreservedConcurrentExecutions"
        }

        public init(
            totalCodeSize: Int, codeSizeUnzipped: Int, codeSizeZipped: Int, concurrentExecutions: Int,
            unreservedConcurrentExecutions: Int
        ) {
            self.totalCodeSize = totalCodeSize
            self.codeSizeUnzipped = codeSizeUnzipped
            self.codeSizeZipped = codeSizeZipped
            self.concurrentExecutions = concurrentExecutions
            self.unreservedConcurrentExecutions = unreservedConcurrentExecutions
        }
    }

    public struct Usage: Sendable, Hashable, Encodable {
        public var totalCodeSize: Int
        public var functionCount: Int

        private enum CodingKeys: String, CodingKey {
            case totalCodeSize = "TotalCodeSize"
            case functionCount = "FunctionCount"
        }

        public init(totalCodeSize: Int, functionCount: Int) {
            self.totalCodeSize = totalCodeSize
            self.functionCount = functionCount
        }
    }

    public var limit: Limit
    public var usage: Usage

    private enum CodingKeys: String, CodingKey {
        case limit = "AccountLimit"
        case usage = "AccountUsage"
    }

    public init(limit: Limit, usage: Usage) {
        self.limit = limit
        self.usage = usage
    }
}
