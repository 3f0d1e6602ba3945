import ArgumentParser

struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meridian",
        abstract: "Write functions, run them, deploy them, call them.",
        discussion: """
            `new` begins a project. `dev` runs a service from its sources and swaps it on every change; `check` finds \
            what is wrong with it. `serve` runs a platform; `deploy`, `invoke`, `list`, `logs`, `status`, `release`, \
            `alias`, `rollout`, `watch` and `backup` speak to it; `event`, `queue` and `timer` see to what is delivered \
            later; `metrics` and `top` show what functions do; `trace`, `traces`, `replay`, `inspect`, `doctor` and \
            `profile-cpu` find out what is wrong; `rule`, `profile`, `bench` and `capacity` see to load; `token`, `secret`, `key` and `audit` to access; `domain` to host names and certificates. `build`, `export` and \
            `deploy` with `--target` bring the same service to other platforms; `import` \
            reads f.yml.

            EXIT STATUS
              0   done
              1   the platform refused, or the function answered with an error
              2   the code does not compile, or does not declare its functions
              3   `check --strict` or `export --strict` found nothing worse than warnings
              64  the command line is wrong
              65  meridian.yml or a package is wrong
              66  a file or directory is not there
              69  nothing answers at the control API's address
              72  a tool (swift) is not installed
              74  a file can't be read or written, a folder is in use, or an address not be listened on
              77  the token is missing or wrong, or may not do this
            """,
        version: MeridianVersion.current,
        subcommands: [
            NewCommand.self, DevCommand.self, CheckCommand.self, BuildCommand.self, ExportCommand.self,
            ServeCommand.self, DeployCommand.self, InvokeCommand.self, ListCommand.self, LogsCommand.self,
            StatusCommand.self, MetricsCommand.self, TopCommand.self, ReleaseCommand.self, AliasCommand.self,
            RolloutCommand.self, WatchCommand.self, BackupCommand.self,
            RestoreCommand.self,
            TokenCommand.self, SecretCommand.self, AuditCommand.self, DomainCommand.self, KeyCommand.self,
            TraceCommand.self, TracesCommand.self, TracingCommand.self, ReplayCommand.self, InspectCommand.self,
            DoctorCommand.self, ProfileCPUCommand.self,
            RuleCommand.self, ProfileCommand.self, BenchCommand.self, CapacityCommand.self, QueueCommand.self,
            TimerCommand.self, EventCommand.self, ExplainCommand.self, SchemaCommand.self, ImportCommand.self,
        ])
}

enum MeridianVersion {
    static let current = "0.1.0"

    /// Where a project without a checkout gets the package from; `nil` as long as none is released.
    static let releasedPackage: String? = nil
}
