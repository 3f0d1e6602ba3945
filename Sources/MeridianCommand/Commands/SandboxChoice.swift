import ArgumentParser
import Engine
import MeridianCore

/// Whether workers are set apart from the machine.
enum SandboxChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, required, none

    /// The sandbox to use. Says on standard error when there should be one and can't.
    /// - Throws: ``ErrorCode/sandboxUnavailable`` when it is required.
    func find() throws(MeridianError) -> Sandbox? {
        guard self != .none else { return nil }
        do throws(MeridianError) {
            return try Sandbox(executable: InstalledProgram.sandbox)
        } catch {
            guard self == .auto else { throw error }
            StandardError.write(
                "warning: \(error.code): \(error.message); they run as ordinary processes of this user\n")
            return nil
        }
    }
}
