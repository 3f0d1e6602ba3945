import MeridianCore
import Specification

/// The image that Knative, Kubernetes and a container of one's own run.
enum ContainerImage {
    static let fileName = "Containerfile"
    static let port = 8080
    /// Where the package lies inside, and what is not root.
    static let folder = "/srv/app"
    private static let user = 65532

    /// - Parameters:
    ///   - source: Its name is for labels.
    ///   - listen: What the program is told about where to listen; `nil` when the platform tells it.
    static func file(_ source: ExportSource, listen: String?) -> Export.File {
        let needed = source.isScript ? "Node.js" : "The C library"
        var lines = [
            "# \(needed) is all that the program needs. Build it in the directory of this file:",
            "#   podman build -t \(source.service) .",
            "FROM \(source.isScript ? ScriptHost.image : "docker.io/library/debian:bookworm-slim")",
            "LABEL org.opencontainers.image.title=\"\(source.service)\"",
            "COPY package/ \(folder)/",
            "WORKDIR \(folder)",
        ]
        if !source.isScript { lines.append("ENV LD_LIBRARY_PATH=\(folder)/lib") }
        lines.append("USER \(user):\(user)")
        if let listen { lines.append("ENV MERIDIAN_LISTEN=\(listen)") }
        lines += ["EXPOSE \(port)", "ENTRYPOINT [\"\(folder)/bootstrap\"]"]
        return Export.File(fileName, lines.joined(separator: "\n") + "\n", for: .package)
    }

    /// The reference of the image that is deployed.
    /// - Throws: ``MeridianCore/ErrorCode/imageMissing``.
    static func reference(
        _ source: ExportSource, _ settings: TargetSpecification, _ target: PlatformTarget
    ) throws(MeridianError) -> String {
        guard let image = source.image ?? settings.image?.value, !image.isEmpty else {
            throw MeridianError(
                .imageMissing,
                "\(target.title) runs container images, and none is named for '\(source.service)'; give --image REF, or "
                    + "write `targets: { \(target): { image: REF } }` in \(source.specification.file)", status: 400)
        }
        return image
    }

    /// Asks the program itself: `live` or `ready`.
    static func probe(_ name: String) -> SourceNode { ["httpGet": probedPath(name)] }

    static func probedPath(_ name: String) -> SourceNode {
        ["path": .text("/.meridian/\(name)"), "port": .number(port)]
    }

    /// The container as a pod has it.
    static func container(_ group: DeployedGroup, _ source: ExportSource, image: String) -> [(String, SourceNode?)] {
        var variables = group.options.environment
        variables["MERIDIAN_STAGE"] = source.specification.stage
        let memory = SourceNode.text("\(group.options.memorySize)Mi")
        return [
            ("image", .text(image)),
            ("ports", [["containerPort": .number(port)]]),
            (
                "env",
                .list(
                    variables.sorted { $0.key < $1.key }.map { ["name": .text($0.key), "value": .text($0.value)] })
            ),
            ("resources", ["requests": ["memory": memory], "limits": ["memory": memory]]),
            (
                "securityContext",
                [
                    "runAsNonRoot": true, "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                    "capabilities": ["drop": ["ALL"]], "seccompProfile": ["type": "RuntimeDefault"],
                ]
            ),
        ]
    }
}

extension DeployedGroup {
    /// What every object of a cluster says of itself.
    func labels(_ source: ExportSource) -> SourceNode {
        [
            "app.kubernetes.io/name": .text(name), "app.kubernetes.io/part-of": .text(source.service),
            "app.kubernetes.io/managed-by": "meridian",
        ]
    }

    /// Metadata of the object that stands for the group itself, with what it is for.
    func described(_ source: ExportSource, _ settings: TargetSpecification) -> SourceNode {
        metadata(
            name, source, settings,
            annotations: description.map { [("kubernetes.io/description", .text($0))] } ?? [])
    }

    func metadata(
        _ name: String, _ source: ExportSource, _ settings: TargetSpecification,
        annotations: [(String, SourceNode?)] = []
    ) -> SourceNode {
        SourceNode(object: [
            ("name", .text(name)), ("namespace", settings.namespace.map { .text($0.value) }),
            ("labels", labels(source)),
            ("annotations", annotations.isEmpty ? nil : SourceNode(object: annotations)),
        ])
    }
}

extension Export.File {
    /// Several documents in one file.
    static func documents(_ path: String, _ documents: [SourceNode]) -> Export.File {
        Export.File(path, documents.map(YAMLText.document).joined(separator: "---\n"))
    }
}
