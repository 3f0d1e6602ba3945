public import Meridian
public import MeridianCore
import Synchronization

/// Renders Mustache templates.
///
/// ```swift
/// @Inject var templates: Templates
///
/// return try templates.html("orders/receipt", with: order)
/// ```
/// A template sees a value as it would be written in JSON: members by their coding keys, `nil` as something that is
/// false and writes nothing.
public final class Templates: Sendable {
    private struct State {
        var set: TemplateSet
        var stamps: [String: TemplateFolder.Stamp]
    }

    /// What files of the same name replace.
    private let embedded: [String: TemplateSource]
    private let folder: TemplateFolder?
    private let reloads: Bool
    private let state: Mutex<State>

    /// - Parameter embedded: Texts of templates by name.
    /// - Throws: `MeridianError`: `MER-1641` for a template that is broken, `MER-1642` for one that uses another that
    ///   is not there, `MER-1643` for one that uses itself.
    public convenience init(_ embedded: [String: String]) throws(MeridianError) {
        try self.init(embedded, folder: nil, reloads: false)
    }

    /// - Parameter reloads: Whether files that have changed are read anew.
    init(_ embedded: [String: String], folder: TemplateFolder?, reloads: Bool) throws(MeridianError) {
        var sources: [String: TemplateSource] = [:]
        for (name, text) in embedded {
            sources[name] = TemplateSource(text: text, origin: "embedded template '\(name)'")
        }
        let stamps = try folder?.stamps() ?? [:]
        self.embedded = sources
        self.folder = folder
        self.reloads = reloads && folder != nil
        state = Mutex(State(set: try Self.load(sources, folder, stamps), stamps: stamps))
    }

    /// A page, `text/html`; what is written by `{{name}}` is escaped for HTML.
    /// - Parameters:
    ///   - name: The path of the template in its folder, without the extension.
    ///   - value: What the template sees.
    /// - Throws: As ``render(_:with:)``.
    public func html(
        _ name: String, with value: some Encodable = [String: String](), status: Int = 200
    ) throws(MeridianError) -> Response {
        .html(try render(name, with: value), status: status)
    }

    /// A text, `text/plain`; nothing is escaped.
    /// - Parameters:
    ///   - name: The path of the template in its folder, without the extension.
    ///   - value: What the template sees.
    /// - Throws: As ``render(_:with:)``.
    public func text(
        _ name: String, with value: some Encodable = [String: String](), status: Int = 200
    ) throws(MeridianError) -> Response {
        .text(try renderText(name, with: value), status: status)
    }

    /// What ``html(_:with:status:)`` answers, for a mail or a part of a page.
    /// - Throws: `MeridianError`: `MER-1644` when there is no such template, `MER-1202` when the value can't be encoded,
    ///   and where files are read anew, what is wrong with them.
    public func render(
        _ name: String, with value: some Encodable = [String: String]()
    ) throws(MeridianError) -> String {
        try render(name, value, .html)
    }

    /// What ``text(_:with:status:)`` answers.
    /// - Throws: As ``render(_:with:)``.
    public func renderText(
        _ name: String, with value: some Encodable = [String: String]()
    ) throws(MeridianError) -> String {
        try render(name, value, .none)
    }

    private func render(
        _ name: String, _ value: some Encodable, _ escaping: TemplateEscaping
    ) throws(MeridianError) -> String {
        let value = try TemplateValue.of(value)
        if let text = try current().render(name, with: value, as: escaping) { return text }
        let place = folder.map { " in '\($0.path)' or" } ?? ""
        throw MeridianError(
            .noSuchTemplate, "there is no template '\(name)'\(place) among the embedded ones; mend the name, or add it")
    }

    private func current() throws(MeridianError) -> TemplateSet {
        guard reloads, let folder else { return state.withLock { $0.set } }
        let stamps = try folder.stamps()
        return try state.withLock { state throws(MeridianError) in
            if stamps != state.stamps {
                state.set = try Self.load(embedded, folder, stamps)
                state.stamps = stamps
            }
            return state.set
        }
    }

    private static func load(
        _ embedded: [String: TemplateSource], _ folder: TemplateFolder?, _ stamps: [String: TemplateFolder.Stamp]
    ) throws(MeridianError) -> TemplateSet {
        var sources = embedded
        if let folder {
            for name in stamps.keys { sources[name] = try folder.source(name) }
        }
        return try TemplateSet(sources)
    }
}
