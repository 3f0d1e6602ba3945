import MeridianCore
import Specification

/// A systemd unit and a Containerfile for a service that runs by itself.
struct AppExport: PlatformExport {
    let names = NameRule.free
    let source: ExportSource
    var gaps: Gaps

    init(_ source: ExportSource) {
        self.source = source
        gaps = Gaps(source, .app)
    }

    mutating func files() throws(MeridianError) -> [Export.File] {
        let groups = try source.groups(names)
        for group in groups {
            gaps.option(.standby, of: group, "one process serves all requests")
            gaps.option(.maxInstances, of: group, "one process serves all requests; start more behind a balancer")
            gaps.option(.concurrency, of: group, "one process serves all requests at once")
            gaps.option(.idleTimeout, of: group, "the process stays")
            gaps.ownOptions(of: group)
            if group.group != GroupPlan.sharedName {
                gaps.service("the functions of the group '\(group.group)' share the process with all others")
            }
            for bound in group.triggers() {
                if case .queue = bound.trigger { gaps.trigger(bound, "nothing reads queues in an app") }
            }
        }
        return [
            unit(groups), environment(groups),
            ContainerImage.file(source, listen: "0.0.0.0:\(ContainerImage.port)"),
        ]
    }

    private func unit(_ groups: [DeployedGroup]) -> Export.File {
        let service = source.service
        let memory = groups.map(\.options.memorySize).reduce(0, +)
        let grace = max(30, Int((groups.map(\.timeout).max() ?? 3).rounded(.up)) + 5)
        let start = max(10, Int((groups.map(\.options.initTimeout).max() ?? 10).rounded(.up)))
        let description = (source.specification.description ?? service).split(whereSeparator: \.isNewline)
            .joined(separator: " ")
        return Export.File(
            "\(service).service",
            """
            # Copy this directory to /opt/\(service), then:
            #   systemctl link /opt/\(service)/\(service).service
            #   systemctl enable --now \(service)
            [Unit]
            Description=\(Self.escaped(description))
            Wants=network-online.target
            After=network-online.target

            [Service]
            ExecStart=/opt/\(service)/package/bootstrap
            WorkingDirectory=/opt/\(service)/package
            Environment=LD_LIBRARY_PATH=/opt/\(service)/package/lib
            EnvironmentFile=-/opt/\(service)/\(service).env
            Restart=always
            RestartSec=1
            TimeoutStartSec=\(start)
            TimeoutStopSec=\(grace)
            MemoryMax=\(memory)M
            DynamicUser=yes
            StateDirectory=\(service)
            ProtectSystem=strict
            ProtectHome=yes
            PrivateTmp=yes
            PrivateDevices=yes
            NoNewPrivileges=yes
            CapabilityBoundingSet=
            RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
            SystemCallArchitectures=native

            [Install]
            WantedBy=multi-user.target

            """, for: .package)
    }

    private mutating func environment(_ groups: [DeployedGroup]) -> Export.File {
        var variables = source.environment(of: groups, &gaps)
        variables["MERIDIAN_LISTEN"] = variables["MERIDIAN_LISTEN"] ?? "127.0.0.1:8080"
        let lines = variables.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.quoted($0.value))" }
        return Export.File("\(source.service).env", lines.joined(separator: "\n") + "\n", for: .package)
    }

    /// A value of an environment file of systemd.
    static func quoted(_ value: String) -> String {
        let plain = value.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "_-./:@,+".utf8.contains(byte)
        }
        guard !plain else { return value }
        return "\"" + value.map { "\\\"$`".contains($0) ? "\\\($0)" : String($0) }.joined() + "\""
    }

    /// A percent sign means something in a unit.
    private static func escaped(_ text: String) -> String {
        text.map { $0 == "%" ? "%%" : String($0) }.joined()
    }
}
