public import MeridianCore

/// A live function as the control API describes it.
public struct FunctionDocument: Sendable, Codable, Equatable {
    /// A trigger, and where it is reached.
    public struct Binding: Sendable, Codable, Equatable {
        public var trigger: Trigger
        /// The URL of an HTTP trigger; parameters of its path stand in braces.
        public var address: String?

        public init(trigger: Trigger, address: String? = nil) {
            self.trigger = trigger
            self.address = address
        }
    }

    public var service: ServiceName
    public var name: FunctionName
    public var description: String?
    public var release: Int
    public var triggers: [Binding]

    public init(
        service: ServiceName, name: FunctionName, description: String? = nil, release: Int, triggers: [Binding]
    ) {
        self.service = service
        self.name = name
        self.description = description
        self.release = release
        self.triggers = triggers
    }
}
