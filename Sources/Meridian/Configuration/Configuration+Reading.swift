public import MeridianCore

extension Configuration {
    /// A setting as a value of a type.
    /// - Parameters:
    ///   - key: Such as `catalog.pageSize`.
    ///   - type: A number, `Bool`, `String`, `Duration` or any other `Decodable`.
    /// - Returns: `nil` when no layer has the key.
    /// - Throws: ``ErrorCode/unreadableSetting``, with the layer that the value comes from.
    public func value<Value: Decodable>(
        _ key: String, as type: Value.Type = Value.self
    ) throws(MeridianError) -> Value? {
        guard let (entry, isText) = entry(key) else { return nil }
        guard let value: Value = SettingDecoding.decode(entry.value, isText: isText) else {
            throw Self.unreadable(key, entry, SettingDecoding.expectation(of: type))
        }
        return value
    }

    /// Where the value of a key comes from, such as `the environment (MERIDIAN_CATALOG_PAGE_SIZE)`; `nil` when no
    /// layer has the key.
    public func origin(of key: String) -> String? { entry(key)?.entry.layer }

    static func unreadable(_ key: String, _ entry: Entry, _ expectation: String) -> MeridianError {
        MeridianError(
            .unreadableSetting,
            "'\(key)' must be \(expectation), but is \(SettingText.shown(entry.value)) in \(entry.layer)")
    }
}
