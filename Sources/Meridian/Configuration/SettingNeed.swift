import MeridianCore

/// A place that asks for a setting.
struct SettingNeed: Sendable {
    let fill: @Sendable (Configuration) throws(MeridianError) -> Void
}
