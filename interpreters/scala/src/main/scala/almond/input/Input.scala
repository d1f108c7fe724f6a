package almond.input

import almond.api.JupyterApi

/** A question to the person in front of the notebook. */
final class Input private (val prompt: String, val password: Boolean) {
  def withPrompt(prompt: String): Input = new Input(prompt, password)
  def withPassword(password: Boolean = true): Input = new Input(prompt, password)
  def request()(implicit api: JupyterApi): String = api.stdin(prompt, password)
}

object Input {
  def apply(prompt: String = ""): Input = new Input(prompt, password = false)
  def password(prompt: String = ""): Input = new Input(prompt, password = true)
}
