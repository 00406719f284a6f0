/** For what is measured while others may take the machine away: passes when it does once in a few tries. */
export async function withinTries(check: () => Promise<void>): Promise<void> {
  for (let tries = 3; ; tries--) {
    try {
      return await check();
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
}
