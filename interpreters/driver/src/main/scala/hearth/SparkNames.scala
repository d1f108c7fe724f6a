package hearth

import org.apache.spark.SparkContext
import org.apache.spark.sql.{DataFrame, SparkSession}

/**
 * The names of Spark that every Scala cell of a session sees. The first use waits until Spark has started; on an executor a use
 * fails with a sentence that says why.
 */
object SparkNames {
  lazy val spark: SparkSession = Bindings.get("spark").asInstanceOf[SparkSession]

  lazy val sc: SparkContext = spark.sparkContext

  def sql(text: String): DataFrame = spark.sql(text)
}
