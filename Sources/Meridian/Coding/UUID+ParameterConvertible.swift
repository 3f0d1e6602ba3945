public import FoundationEssentials

extension UUID: ParameterConvertible {
    public init?(parameter: String) { self.init(uuidString: parameter) }
}
