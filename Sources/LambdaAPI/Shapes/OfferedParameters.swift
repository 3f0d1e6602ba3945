import MeridianCore

/// Any member of an object.
struct MemberName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// Refuses parameters that would change what a function does and are not offered. One that is empty, or says what is so
    /// anyway, passes: SDKs and tools send many of that kind.
    /// - Throws: ``ErrorCode/lambdaNotOffered`` with status 400.
    func refuse(_ names: [String: String]) throws {
        let container = try container(keyedBy: MemberName.self)
        for (name, advice) in names.sorted(by: { $0.key < $1.key }) where container.isSet(MemberName(name)) {
            throw MeridianError(.lambdaNotOffered, "\(name) is not offered here; \(advice)", status: 400)
        }
    }
}

extension KeyedDecodingContainer<MemberName> {
    /// Whether a member says anything.
    fileprivate func isSet(_ name: MemberName) -> Bool {
        guard contains(name), (try? decodeNil(forKey: name)) == false else { return false }
        if let object = try? nestedContainer(keyedBy: MemberName.self, forKey: name) {
            return object.allKeys.contains { object.isSet($0) }
        }
        if let list = try? nestedUnkeyedContainer(forKey: name) { return !list.isAtEnd }
        if let text = try? decode(String.self, forKey: name) { return !text.isEmpty }
        if let flag = try? decode(Bool.self, forKey: name) { return flag }
        return true
    }
}
