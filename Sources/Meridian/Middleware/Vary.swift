package import MeridianCore

/// The field `vary` (RFC 9110 §12.5.5).
package enum Vary {
    /// Adds a name, unless it or `*` is there.
    package static func add(_ name: String, to fields: inout HTTPFields) {
        let values = fields.values("vary")
        let names = values.flatMap { $0.split(separator: ",") }.map { $0.filter { $0 != " " }.lowercased() }
        guard !names.contains(name), !names.contains("*") else { return }
        fields.set("vary", (values + [name]).joined(separator: ", "))
    }
}
