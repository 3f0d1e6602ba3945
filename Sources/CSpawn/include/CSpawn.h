void meridian_spawn_placeholder(void);
