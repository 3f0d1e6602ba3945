import MeridianCore

/// What is read of a binding.
struct BindingDraft: Sendable {
    var service: ServiceName?
    var release: String?

    var target: BindingTarget? { service.map { BindingTarget(service: $0, release: release) } }
}

extension SpecificationKeys {
    static let binding = KeyTable(
        "binding", "A service that this one calls.", initial: BindingDraft(),
        [
            Key(
                "service", .serviceName, isRequired: true, "The service that is called."
            ) { $1.service = $0 },
            Key(
                "release", .releaseOrAlias, standard: "live",
                "The number of a release or the name of an alias that is called in place of what is live."
            ) { $1.release = $0 },
        ])
}

extension Shape where Value == String {
    /// The number of a release, or the name of an alias.
    static var releaseOrAlias: Shape {
        text(pattern: "^([1-9][0-9]{0,8}|[a-z][a-z0-9-]{0,29})$", words: "number of a release or name of an alias") {
            text in
            let isNumber = Int(text).map { (1...999_999_999).contains($0) } ?? false
            let isName =
                text.utf8.count <= 30 && text.utf8.first.map { (0x61...0x7A).contains($0) } == true
                && !text.contains("--") && text.utf8.last != UInt8(ascii: "-")
                && text.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
                }
            return isNumber || isName
                ? nil
                : (
                    .invalidName,
                    "'\(text)' is neither the number of a release nor the name of an alias, such as canary"
                )
        }
    }
}

extension Shape where Value == [String: BindingTarget] {
    /// Services by the names that the code has for them.
    static var bindings: Shape {
        let name = Shape<ServiceName>.serviceName
        let whole = Shape<BindingDraft>.mapping(SpecificationKeys.binding)
        let either = Shape<BindingDraft>(.either(name.description, whole.description)) { reader, node, label in
            guard node.mapping == nil else { return whole.read(&reader, node, label) }
            return BindingDraft(service: name.read(&reader, node, label))
        }
        return Shape<BindingDraft>.table(
            keys: "^[A-Z][A-Z0-9_]{0,62}$", BindingName.rule, of: either,
            called: { label in Label(key: "binding '\(label.key)'", position: label.position) }
        ) { name in
            BindingName.isValid(name) ? nil : "'\(name)' is no name of a binding: \(BindingName.rule)"
        }
        .map { _, entries, _, _ in
            Dictionary(
                entries.compactMap { entry in entry.value.target.map { (entry.key, $0) } }, uniquingKeysWith: { $1 })
        }
        .orEmpty
    }
}
